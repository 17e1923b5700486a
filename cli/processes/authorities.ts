import { readPem } from '../../connection/pem-file.ts';

/**
 * The authorities by which workers know the coordinator and NATS, where those are reached over TLS: what this
 * process goes by, as text, since a worker's pod has no file of it. Throws USAGE.
 */
export function authorities(environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const { FANOUT_TLS_CERT: cert, FANOUT_TLS_CA: ca, FANOUT_NATS_CA: natsCa } = environment;
  const read = (setting: string, path: string) => ({ [setting]: readPem({ setting, path }).toString() });
  return {
    ...(cert && ca ? read('FANOUT_TLS_CA', ca) : {}),
    ...(natsCa ? read('FANOUT_NATS_CA', natsCa) : {}),
  };
}
