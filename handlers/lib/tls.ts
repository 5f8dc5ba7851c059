import { isIP } from 'node:net';

/**
 * How every TLS connection is made. Node verifies chain and name by default; said here, it does so also where the
 * environment of the process asks for less (NODE_TLS_REJECT_UNAUTHORIZED=0, --tls-min-v1.0).
 */
export const verified = { rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const;

/** As `verified`, with the host's name for drivers that send none by themselves. What libpq calls verify-full. */
export function verifiedAs(host: string) {
  return { ...verified, ...(!isIP(host) && { servername: host }) };
}

/** Codes and texts of Node's TLS stack (node:tls, OpenSSL), and what to do. The first that fits wins. */
const advice: readonly (readonly [RegExp, string])[] = [
  [/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/, 'The certificate is out of date: renew it on the server.'],
  [/ALTNAME/, 'The certificate is of another host: check the host name.'],
  [
    /SELF_SIGNED|UNABLE_TO_|DEPTH_ZERO/,
    'No CA that Node trusts has signed the certificate: for a private CA set NODE_EXTRA_CA_CERTS.',
  ],
  [
    /ERR_SSL_(UNSUPPORTED_PROTOCOL|TLSV1_ALERT_PROTOCOL_VERSION)|SSL routines.*(unsupported protocol|protocol version)/,
    'The server speaks no TLS 1.2 or later.',
  ],
  [
    /^(ERR_TLS|ERR_SSL|CERT_|ERR_INVALID_ARG)|EPROTO|SSL routines|certificate|self.signed|altname/i,
    'Check that the port speaks TLS, and that the host name is the one in the certificate.',
  ],
];

/** What to do about a failure of TLS; undefined when it is none. */
export function tlsAdvice({ code = '', message }: { code?: string; message: string }): string | undefined {
  return advice.find(([pattern]) => pattern.test(code) || pattern.test(message))?.[1];
}
