import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { type Check, ok, problem } from './check.ts';

/**
 * Whether processes of this machine can talk to each other: listen on a free port of 127.0.0.1, and connect
 * to it.
 */
export async function checkLoopback(): Promise<Check> {
  const server = createServer((socket) => socket.end());
  try {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
    return ok('loopback', 'ports of 127.0.0.1 can be opened and reached');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const todo = 'allow connections on 127.0.0.1 in the firewall or sandbox';
    return problem('loopback', `127.0.0.1 cannot be used (${code ?? message})`, todo);
  } finally {
    server.close();
  }
}
