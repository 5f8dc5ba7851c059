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

  /** Applies what `plan` has planned, and nothing else. */
  async applyPlanned(): Promise<void> {
    await terraform(this.folder, ['apply', '-input=false', '-no-color', 'plan'], this.env);
  }

  /** @returns what `terraform state pull` writes */
  async state(): Promise<string> {
    return (await terraform(this.folder, ['state', 'pull', '-no-color'], this.env)).output;
  }

  /** @returns what a plan says; undefined if it is empty. Faster than `plan` */
  async difference(): Promise<string | undefined> {
    await this.init();
    const args = ['plan', '-input=false', '-no-color', '-detailed-exitcode'];
    const { code, output } = await terraform(this.folder, args, this.env, [0, 2]);
    return code === 0 ? undefined : output;
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
      .map(
        ({ type, change: { actions, before, after } }) =>
          `${actions.join()} ${type} ${nameOf(after ?? before)}`,
      );
    const said = Object.entries(outputs).filter(([, change]) => changed({ change }));
    return { changes: [...changes, ...said.map(([name]) => `output ${name}`)].sort(), json };
  }

  /** The planned resources, to compare two formats of a stack. */
  async planned(): Promise<unknown> {
    const { planned_values: values } = JSON.parse((await this.plan()).json) as PlanJson;
    return values;
  }
}

/** Null where there is nothing before, or nothing after. */
type Values = Readonly<Record<string, unknown>> | null;

interface PlanJson {
  readonly planned_values: unknown;
  readonly resource_changes?: readonly {
    readonly type: string;
    readonly change: {
      readonly actions: readonly string[];
      readonly before: Values;
      readonly after: Values;
    };
  }[];
  readonly output_changes?: Readonly<Record<string, { readonly actions: readonly string[] }>>;
}

function nameOf(values: Values): string {
  const { alarm_name, dashboard_name, function_name, name, rule } = values ?? {};
  return String(alarm_name ?? dashboard_name ?? function_name ?? name ?? rule ?? '');
}
