import type { ExpectedFunction } from '../expected';
import type { FunctionFact } from '../facts';
import { check, type Finding, fault } from '../finding';

/** Are the functions deployed, with this checkout's code and tables, and may they run? */
export const functions = check({
  title: 'Functions',
  needs: ['functions'],
  find: ({ environment: { name, region }, functions: expected }, { functions: found }) => {
    const deploy = `npm run deploy -- ${name}`;
    return expected.flatMap((one) => {
      const fact = found.find((other) => other.name === one.name);
      return fact
        ? problemsOf(one, fact, { deploy, region })
        : fault(one.name, 'is not deployed', `Deploy it: ${deploy}`);
    });
  },
  fine: ({ functions: { length } }) => `${length} deployed with the code of this checkout`,
});

/** What a command needs. */
interface Words {
  readonly deploy: string;
  readonly region: string;
}

function problemsOf(one: ExpectedFunction, fact: FunctionFact, { deploy, region }: Words): Finding[] {
  const settings = [...differing(one.variables, fact.variables), ...differing(sizesOf(one), sizesOf(fact))];
  return [
    ...(fact.sha256 === one.sha256
      ? []
      : [
          fault(
            one.name,
            'runs other code than that of this checkout',
            `Deploy this checkout: ${deploy}; or check out what is deployed, and look again`,
          ),
        ]),
    ...(settings.length === 0
      ? []
      : [
          fault(
            one.name,
            `has other settings than the tables of this checkout: ${settings.join(', ')}`,
            `See what would change: ${deploy} plan`,
          ),
        ]),
    ...(fact.reserved === 0
      ? [
          fault(
            one.name,
            'may not run: its reserved concurrency is 0',
            `aws lambda delete-function-concurrency --region ${region} --function-name ${one.name}`,
          ),
        ]
      : []),
  ];
}

/** What is set beside the variables, by what it is called. */
const sizesOf = ({ handler, timeoutSeconds, memoryMegabytes }: Sized) => ({
  ...{ handler, timeout: String(timeoutSeconds), memory: String(memoryMegabytes) },
});
type Sized = Pick<ExpectedFunction, 'handler' | 'timeoutSeconds' | 'memoryMegabytes'>;

/** The names of the variables whose values differ. A value may hold what should not be shown. */
function differing(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
  return names.filter((name) => one[name] !== other[name]);
}
