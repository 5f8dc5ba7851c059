import { isIP } from 'node:net';

/**
 * The options of every TLS connection. Node verifies chain and name by default; with these options it does so even if
 * the process is configured for less (NODE_TLS_REJECT_UNAUTHORIZED=0, --tls-min-v1.0).
 */
export const verified = { rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const;

/** The same with the host name, for drivers that do not send it themselves. libpq calls this verify-full. */
export function verifiedAs(host: string) {
  return { ...verified, ...(!isIP(host) && { servername: host }) };
}

/** Codes and texts of Node's TLS stack (node:tls, OpenSSL), and what to do. The first that matches wins. */
const advice: readonly (readonly [RegExp, string])[] = [
  [
    /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/,
    'The certificate has expired or is not valid yet: renew it on the server.',
  ],
  [/ALTNAME/, 'The certificate is for another host: check the host name.'],
  [
    /SELF_SIGNED|UNABLE_TO_|DEPTH_ZERO/,
    'No CA that Node trusts has signed the certificate: for a private CA set NODE_EXTRA_CA_CERTS.',
  ],
  [
    /ERR_SSL_(UNSUPPORTED_PROTOCOL|TLSV1_ALERT_PROTOCOL_VERSION)|SSL routines.*(unsupported protocol|protocol version)/,
    'The server does not support TLS 1.2 or later.',
  ],
  [
    /^(ERR_TLS|ERR_SSL|CERT_|ERR_INVALID_ARG)|EPROTO|SSL routines|certificate|self.signed|altname/i,
    'Check that the port uses TLS, and that the certificate is for this host name.',
  ],
];

/** What to do about a failure of TLS; undefined if it is another failure. */
export function tlsAdvice({ code = '', message }: { code?: string; message: string }): string | undefined {
  return advice.find(([pattern]) => pattern.test(code) || pattern.test(message))?.[1];
}
