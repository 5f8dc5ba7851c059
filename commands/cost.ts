import { costDocument } from '../reports/cost/document';
import { chosen } from './shared/choose-environment';
import { currentProject } from './shared/current-project';
import { program } from './shared/program';

/** `npm run cost [-- <environment>…]`: the estimate for all environments, or for the named ones. */
program((names) => {
  const { environments } = currentProject();
  process.stdout.write(costDocument(names.length > 0 ? chosen(names, environments) : environments));
});
