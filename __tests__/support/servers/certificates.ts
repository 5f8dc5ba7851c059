import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../project/folders';
import { describeWith, onPath } from '../project/tools';

export const describeWithOpenssl = describeWith('openssl', onPath('openssl'), 'apt-get install openssl');

/** PEM texts. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A private CA. */
export interface Authority {
  /** The file of its certificate, for NODE_EXTRA_CA_CERTS. */
  readonly caFile: string;
  /** The same as PEM text. */
  readonly ca: string;
  /** A certificate for localhost and 127.0.0.1, valid for two days by default. */
  sign(wish?: { readonly names?: string; readonly days?: number }): Certificate;
  /** Like `sign`, but self-signed. */
  selfSigned(): Certificate;
  remove(): void;
}

const HERE = 'DNS:localhost,IP:127.0.0.1';

export function makeAuthority(): Authority {
  const folder = temporaryFolder('certificates');
  const file = (name: string) => join(folder.path, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder.path, stdio: 'ignore' });
  const fresh = ['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const own = [...fresh, '-x509', '-days', '2'];
  const read = (name: string) => ({
    key: readFileSync(file(`${name}.key`), 'utf8'),
    cert: readFileSync(file(`${name}.crt`), 'utf8'),
  });
  openssl(...own, '-subj', '/CN=Private CA', '-keyout', 'ca.key', '-out', 'ca.crt');
  return {
    caFile: file('ca.crt'),
    ca: readFileSync(file('ca.crt'), 'utf8'),
    sign({ names = HERE, days = 2 } = {}) {
      openssl(...fresh, '-subj', '/CN=server', '-keyout', 'server.key', '-out', 'server.csr');
      writeFileSync(file('names'), `subjectAltName=${names}`);
      const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names'];
      openssl('x509', '-req', '-in', 'server.csr', ...signed, '-days', String(days), '-out', 'server.crt');
      return read('server');
    },
    selfSigned() {
      const names = ['-addext', `subjectAltName=${HERE}`];
      openssl(...own, '-subj', '/CN=server', ...names, '-keyout', 'self.key', '-out', 'self.crt');
      return read('self');
    },
    remove: folder.remove,
  };
}

export type Certificates = Authority & Certificate;

/** A private CA and a certificate signed by it. */
export function makeCertificates(): Certificates {
  const authority = makeAuthority();
  return { ...authority, ...authority.sign() };
}
