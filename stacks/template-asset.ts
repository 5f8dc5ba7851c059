import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { TerraformStack } from 'cdktf';
import { addCustomSynthesis } from 'cdktf/lib/synthesize/synthesizer';
import { Construct } from 'constructs';

/** Escapes `${` and `%{` so that Terraform's templates leave a text unchanged. */
export function escapeTemplate(text: string): string {
  return text.replace(/[$%](?=\{)/g, (sign) => sign + sign);
}

/**
 * A text that is written next to the stack for `Fn.templatefile`, at a path that depends only on the text. Like
 * cdktf's TerraformAsset, but that needs a file to copy, and so a temporary file to clean up.
 */
export class TemplateAsset extends Construct {
  /** Relative to the stack's folder. */
  readonly path: string;

  constructor(scope: Construct, id: string, text: string) {
    super(scope, id);
    const stack = TerraformStack.of(this);
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 32);
    this.path = posix.join('assets', stack.getLogicalId(this.node), hash, 'template.json');
    addCustomSynthesis(this, {
      onSynthesize: ({ manifest }) => {
        const folder = dirname(join(manifest.outdir, manifest.forStack(stack).synthesizedStackPath));
        const file = join(folder, this.path);
        // Remove the output of an earlier synthesis with a different text.
        rmSync(dirname(dirname(file)), { recursive: true, force: true });
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      },
    });
  }
}
