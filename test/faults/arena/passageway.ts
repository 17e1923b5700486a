import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * What a proxy does with its connections. `stuck`: nothing moves and nobody is told, as when a cable is
 * pulled.
 */
export type Passage = 'open' | 'cut' | 'stuck';

/** Looks at what a client sends, and gives back what goes on to the server. One for each connection. */
export type Filter = (chunk: Buffer) => Buffer;

/** A TCP proxy on loopback that a test can cut, stick or point elsewhere while connections run through it. */
export class Passageway {
  readonly port: number;
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #passage: Passage = 'open';
  #target: number;

  private constructor(server: Server, target: number, filter?: () => Filter) {
    this.#server = server;
    this.#target = target;
    this.port = (server.address() as { port: number }).port;
    server.on('connection', (client) => this.#accept(client, filter?.()));
  }

  /** Opens one on a free port. */
  static async open(target: number, filter?: () => Filter): Promise<Passageway> {
    const server = createServer({ pauseOnConnect: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Passageway(server, target, filter);
  }

  /** New connections go to this port; those there are stay. */
  retarget(port: number): void {
    this.#target = port;
  }

  set passage(passage: Passage) {
    this.#passage = passage;
    for (const pair of this.#pairs) {
      for (const socket of pair) {
        if (passage === 'cut') socket.destroy();
        else if (passage === 'stuck') socket.pause();
        else socket.resume();
      }
    }
  }

  async close(): Promise<void> {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket, filter: Filter = (chunk) => chunk): void {
    // A connection that is never heard of again looks to its owner like a server that does not answer.
    if (this.#passage === 'cut') return void client.destroy();
    const server = connect(this.#target, '127.0.0.1');
    const pair = [client, server] as const;
    this.#pairs.add(pair);
    const end = () => {
      client.destroy();
      server.destroy();
      this.#pairs.delete(pair);
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
    client.on('data', (chunk) => server.write(filter(chunk)));
    server.on('data', (chunk) => client.write(chunk));
    if (this.#passage === 'open') client.resume();
    else server.pause();
  }
}
