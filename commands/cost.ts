import { costDocument } from '../reports/cost/document';
import { actual } from './cost/actual';
import { parseOptions } from './cost/options';
import { chosen } from './shared/choose-environment';
import { currentProject } from './shared/current-project';
import { program } from './shared/program';

/** `npm run cost [-- <environment>…] [--actual [--json]]`: the estimate for all environments, or for the named ones; beside the bills. */
program(async (args) => {
  const options = parseOptions(args);
  const { environments } = currentProject();
  const names = options.environments;
  const wanted = names.length > 0 ? chosen(names, environments) : environments;
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  process.stdout.write(
    options.actual
      ? await actual(wanted, options, { env: process.env, now: Date.now(), say })
      : costDocument(wanted),
  );
});
