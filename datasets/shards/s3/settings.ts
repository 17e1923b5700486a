import { FanoutError } from '../../../proto/errors.ts';

/** Where buckets are, and who asks. */
export interface S3Settings {
  /** The server's address; absent: Amazon's, of the region. */
  readonly endpoint?: URL;
  readonly region: string;
  /** Absent: nothing is signed, as for public buckets. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/** Amazon's own default, and what other servers take for theirs. */
const REGION = 'us-east-1';

/** The settings in the environment, under the names that Amazon's tools have for them. Throws USAGE. */
export function s3Settings(environment: NodeJS.ProcessEnv): S3Settings {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = environment;
  if (Boolean(accessKeyId) !== Boolean(secretAccessKey)) {
    const missing = accessKeyId ? 'AWS_SECRET_ACCESS_KEY' : 'AWS_ACCESS_KEY_ID';
    throw new FanoutError('USAGE', `${missing} is missing: an access key has two parts`, {
      hint: 'set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or none for a public bucket',
    });
  }
  const endpoint = endpointOf(environment);
  return {
    region: environment.AWS_REGION || environment.AWS_DEFAULT_REGION || REGION,
    ...(endpoint ? { endpoint } : {}),
    ...(accessKeyId && secretAccessKey
      ? { credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) } }
      : {}),
  };
}

function endpointOf(environment: NodeJS.ProcessEnv): URL | undefined {
  const name = environment.AWS_ENDPOINT_URL_S3 ? 'AWS_ENDPOINT_URL_S3' : 'AWS_ENDPOINT_URL';
  const text = environment[name];
  if (!text) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '') return url;
  throw new FanoutError(
    'USAGE',
    `${name} must be an http(s) URL, found ${text.includes('@') ? 'one with a user in it' : JSON.stringify(text)}`,
    {
      hint: `for example: ${name}=https://s3.example.org`,
    },
  );
}
