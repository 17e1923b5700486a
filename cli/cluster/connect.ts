/** The API server of a cluster, asked as the user of a kubeconfig. */

import { type RequestOptions, request } from 'node:http';
import { request as requestOverTls } from 'node:https';
import { FanoutError } from '../../proto/errors.ts';
import type { ClusterChoice } from './options.ts';

export interface UserOfCluster {
  /** The namespace that was chosen, or that of the context. */
  readonly namespace: string;
  /** What is at a path. Throws as `refused` says, UNAVAILABLE. */
  get(path: string): Promise<Buffer>;
}

/** An API server that does not answer keeps nobody waiting longer. */
const ANSWER_MS = 60_000;

/**
 * Reads the kubeconfig; calls nothing yet. Credentials of every kind that it can have are used: certificates,
 * tokens, programs that give some. Throws USAGE.
 */
export async function connectAsUser(choice: ClusterChoice): Promise<UserOfCluster> {
  // Loaded here: the client takes its time, and other commands have no use for it.
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  const wrong = (why: string) =>
    new FanoutError('USAGE', `there is no cluster to ask: ${why}`, {
      hint: 'see kubectl config view; --kubeconfig and --context choose another',
    });
  try {
    if (choice.kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(choice.kubeconfig);
  } catch (error) {
    throw wrong((error as Error).message.split('\n')[0]!);
  }
  if (choice.context !== undefined) {
    if (!config.getContextObject(choice.context)) throw wrong(`there is no context "${choice.context}"`);
    config.setCurrentContext(choice.context);
  }
  const cluster = config.getCurrentCluster();
  const context = config.getContextObject(config.getCurrentContext());
  if (!cluster || !context) throw wrong('the kubeconfig has no current context');
  return {
    namespace: choice.namespace ?? context.namespace ?? 'default',
    async get(path) {
      const options: RequestOptions = { timeout: ANSWER_MS };
      type Options = Parameters<typeof config.applyToHTTPSOptions>[0];
      await config.applyToHTTPSOptions(options as Options).catch((error: Error) => {
        throw new FanoutError(
          'CREDENTIALS_REFUSED',
          `the kubeconfig gives no credentials: ${error.message}`,
          {
            hint: 'see that kubectl works with it; log in again',
            cause: error,
          },
        );
      });
      return ask(new URL(`${cluster.server.replace(/\/$/, '')}${path}`), options);
    },
  };
}

function ask(url: URL, options: RequestOptions): Promise<Buffer> {
  const send = url.protocol === 'https:' ? requestOverTls : request;
  return new Promise((resolve, reject) => {
    const unavailable = (why: string, cause?: unknown) =>
      reject(
        new FanoutError('UNAVAILABLE', `the API server ${url.origin} cannot be asked: ${why}`, {
          hint: 'see that kubectl reaches it, then try again',
          cause,
        }),
      );
    const sent = send(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error) => unavailable(error.message, error));
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        const status = response.statusCode ?? 0;
        if (status === 200) resolve(body);
        else reject(refused(status, body));
      });
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer for ${ANSWER_MS / 1000} s`)));
    sent.on('error', (error: NodeJS.ErrnoException) => unavailable(error.code ?? error.message, error));
    sent.end();
  });
}

/** What an answer other than 200 means. Pure. */
export function refused(status: number, body: Buffer): FanoutError {
  const why = messageOf(body) ?? `HTTP status ${status}`;
  if (status === 401 || status === 403)
    return new FanoutError('CREDENTIALS_REFUSED', why, {
      hint: 'whoever may view a namespace may read the results of its Studies: ask who runs the cluster',
    });
  if (status === 404)
    return new FanoutError('RUN_NOT_FOUND', why, {
      hint: 'kubectl get studies --all-namespaces shows which there are; -n says in which namespace',
    });
  return new FanoutError('UNAVAILABLE', why, {
    hint: 'the coordinator of the installation serves results: see that it is ready, then try again',
  });
}

function messageOf(body: Buffer): string | undefined {
  try {
    const { message } = JSON.parse(body.toString()) as { message?: unknown };
    return typeof message === 'string' ? message : undefined;
  } catch {
    const text = body.toString().trim().slice(0, 300);
    return text === '' ? undefined : text;
  }
}
