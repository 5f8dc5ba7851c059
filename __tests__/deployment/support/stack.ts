import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { terraform, type Variables } from './terraform';

/** A synthesized stack on its way through Terraform. */
export class Stack {
  constructor(
    readonly folder: string,
    private readonly env: Variables,
  ) {}

  private async init(): Promise<void> {
    if (existsSync(join(this.folder, '.terraform'))) return;
    await terraform(this.folder, ['init', '-input=false', '-no-color'], this.env);
  }

  async apply(): Promise<string> {
    await this.init();
    return (await terraform(this.folder, ['apply', '-input=false', '-auto-approve', '-no-color'], this.env))
      .output;
  }

  async destroy(): Promise<void> {
    await this.init();
    await terraform(this.folder, ['destroy', '-input=false', '-auto-approve', '-no-color'], this.env);
  }

  /** @returns the changes of a plan, sorted, and the plan's text */
  async plan(): Promise<{ readonly changes: readonly string[]; readonly json: string }> {
    await this.init();
    await terraform(this.folder, ['plan', '-input=false', '-no-color', '-out=plan'], this.env);
    const json = (await terraform(this.folder, ['show', '-json', 'plan'], this.env)).output;
    const { resource_changes: all = [], output_changes: outputs = {} } = JSON.parse(json) as PlanJson;
    const changed = ({ change }: { change: { actions: readonly string[] } }) =>
      change.actions.join() !== 'no-op';
    const changes = all
      .filter(({ type }) => type.startsWith('aws_'))
      .filter(changed)
      .map(({ type, change: { actions, after } }) => `${actions.join()} ${type} ${nameOf(after)}`);
    const said = Object.entries(outputs).filter(([, change]) => changed({ change }));
    return { changes: [...changes, ...said.map(([name]) => `output ${name}`)].sort(), json };
  }

  /** The planned resources, to compare two formats of a stack. */
  async planned(): Promise<unknown> {
    const { planned_values: values } = JSON.parse((await this.plan()).json) as PlanJson;
    return values;
  }
}

interface PlanJson {
  readonly planned_values: unknown;
  readonly resource_changes?: readonly {
    readonly type: string;
    readonly change: {
      readonly actions: readonly string[];
      readonly after: Readonly<Record<string, unknown>> | null;
    };
  }[];
  readonly output_changes?: Readonly<Record<string, { readonly actions: readonly string[] }>>;
}

function nameOf(after: Readonly<Record<string, unknown>> | null): string {
  return String(after?.alarm_name ?? after?.dashboard_name ?? after?.function_name ?? after?.name ?? '');
}
