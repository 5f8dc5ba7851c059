import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { TerraformStack } from 'cdktf';
import { addCustomSynthesis } from 'cdktf/lib/synthesize/synthesizer';
import { Construct } from 'constructs';

/** Makes Terraform's templates take a text as it is: `${` and `%{` begin nothing. */
export function escapeTemplate(text: string): string {
  return text.replace(/[$%](?=\{)/g, (sign) => sign + sign);
}

/**
 * A text that is written beside the stack for `Fn.templatefile`, at a path that depends on the text only. Like
 * cdktf's TerraformAsset, which however wants a file to copy, and so a temporary one to be cleaned up.
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
        // What an earlier synthesis with another text has left.
        rmSync(dirname(dirname(file)), { recursive: true, force: true });
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      },
    });
  }
}
