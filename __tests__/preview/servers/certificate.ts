import { execFileSync } from 'node:child_process';

/** A new key and a self-signed certificate for 127.0.0.1, as PEM, created by openssl. */
export function selfSigned(): { key: string; cert: string } {
  const pem = execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-subj', '/CN=test', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', '-', '-out', '-'],
    ],
    { encoding: 'utf8', stdio: 'pipe' },
  );
  const part = (what: string) =>
    new RegExp(`-----BEGIN ${what}-----[\\s\\S]+?-----END ${what}-----\\n`).exec(pem)?.[0] ?? '';
  return { key: part('PRIVATE KEY'), cert: part('CERTIFICATE') };
}
