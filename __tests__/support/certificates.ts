import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, onPath } from './tools';

export const describeWithOpenssl = describeWith('openssl', onPath('openssl'), 'apt-get install openssl');

export interface Certificates {
  /** The private CA's certificate, as NODE_EXTRA_CA_CERTS wants it. */
  readonly caFile: string;
  readonly ca: string;
  readonly key: string;
  readonly cert: string;
  remove(): void;
}

/** A private CA and a certificate of it for localhost and 127.0.0.1, unless other names are asked for. */
export function makeCertificates(names = 'DNS:localhost,IP:127.0.0.1'): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const fresh = ['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(...fresh, '-x509', '-days', '2', '-subj', '/CN=Private CA', '-keyout', 'ca.key', '-out', 'ca.crt');
  openssl(...fresh, '-subj', '/CN=server', '-keyout', 'server.key', '-out', 'server.csr');
  writeFileSync(join(folder, 'names'), `subjectAltName=${names}`);
  const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names'];
  openssl('x509', '-req', '-in', 'server.csr', ...signed, '-out', 'server.crt');
  return {
    caFile: join(folder, 'ca.crt'),
    ca: readFileSync(join(folder, 'ca.crt'), 'utf8'),
    key: readFileSync(join(folder, 'server.key'), 'utf8'),
    cert: readFileSync(join(folder, 'server.crt'), 'utf8'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
