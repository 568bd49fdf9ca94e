/** Each function signs with its own access key, so the gateway knows who asks. AWS's engine takes letters and digits only. */
const PREFIX = 'EXTRAMILE';
export const ADMIN = 'admin';

export const accessKeyOf = (caller: string): string => PREFIX + caller;

/** What the SigV4 credential scope of a request tells: who asks, and of which service. The signature is not checked. */
export function readCredential(
  authorization: string | undefined,
): { caller: string; service: string } | undefined {
  const scope = /Credential=([^/\s]+)\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(authorization ?? '');
  const [, key = '', service = ''] = scope ?? [];
  if (!key.startsWith(PREFIX)) return undefined;
  return { caller: key.slice(PREFIX.length), service: service === 'email' ? 'ses' : service };
}

/** The environment that makes the SDK talk to the gateway as this caller. */
export const credentialEnv = (caller: string, endpoint: string, region: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: accessKeyOf(caller),
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_EC2_METADATA_DISABLED: 'true',
});
