import type { ExpectedRule } from '../expected';
import type { FunctionFact, RuleFact } from '../facts';
import { check, type Finding, fault } from '../finding';

/** Is every rule of the schedule on, and does it hand its databases to the function? */
export const schedules = check({
  title: 'Schedules',
  needs: ['rules', 'functions'],
  find: ({ environment: { name, region }, rules: expected }, { rules, functions }) => {
    const deploy = `npm run deploy -- ${name}`;
    return expected.flatMap((one) => {
      const fact = rules.find((rule) => rule.name === one.name);
      if (!fact) return fault(one.name, 'is not there: nothing starts its runs', `Deploy it: ${deploy}`);
      const target = functions.find((other) => other.name === one.function);
      return problemsOf(one, fact, target, { deploy, region });
    });
  },
  fine: ({ rules }) => `${rules.length} on, ${rules[0]?.expression}`,
});

function problemsOf(
  one: ExpectedRule,
  fact: RuleFact,
  target: FunctionFact | undefined,
  { deploy, region }: { readonly deploy: string; readonly region: string },
): Finding[] {
  const found: Finding[] = [];
  const say = (what: string, todo: string) => found.push(fault(one.name, what, todo));
  if (!fact.enabled)
    say('is off: nothing starts its runs', `aws events enable-rule --region ${region} --name ${one.name}`);
  if (fact.expression !== one.expression)
    say(`runs at ${fact.expression ?? 'no rate'} and not at ${one.expression}`, `Deploy it: ${deploy}`);
  const [first, ...others] = fact.targets;
  if (!first) say('has no target: its runs start nothing', `Deploy it: ${deploy}`);
  if (others.length > 0)
    say(
      `has ${others.length + 1} targets: each run is started more than once`,
      `Remove those that are not ours: aws events list-targets-by-rule --region ${region} --rule ${one.name}`,
    );
  if (first && target && first.arn !== target.arn)
    say(`starts ${first.arn} and not its function`, `Deploy it: ${deploy}`);
  if (first && first.template !== one.template)
    say('hands over other databases or settings than the table has', `Deploy it: ${deploy}`);
  return found;
}
