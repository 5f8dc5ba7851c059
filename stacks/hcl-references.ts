import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The arguments whose value is a reference, as cdktf writes them in HCL. */
const REFERRING = /^(\s*(?:provider|depends_on|replace_triggered_by) = )("[^"]*"|\[[^\]]*\])/gm;

/**
 * References in HCL without the quotes that cdktf 0.21 puts around them: Terraform refuses them in `replace_triggered_by`, and warns of
 * them in the others: hundreds of warnings take `terraform validate -json` minutes. In JSON they have to be quoted.
 */
export const withReferences = (hcl: string): string =>
  hcl.replace(REFERRING, (_, name: string, value: string) => name + value.replaceAll('"', ''));

/** Does so in the folder of a stack that was synthesized; nothing if it is in JSON. */
export function writeReferences(folder: string): void {
  const file = join(folder, 'cdk.tf');
  if (!existsSync(file)) return;
  const hcl = readFileSync(file, 'utf8');
  const written = withReferences(hcl);
  if (written !== hcl) writeFileSync(file, written);
}
