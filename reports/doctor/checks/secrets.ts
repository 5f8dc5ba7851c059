import { check, fault } from '../finding';

/** Are all secrets stored, encrypted, and can the collectors use them? */
export const secrets = check({
  title: 'Secrets',
  needs: ['secrets'],
  find: ({ environment, secrets: expected }, { secrets: { stored, problems } }) => {
    const store = (subject: string) =>
      `npm run secrets -- ${[environment.name, ...subject.split('/').slice(1)].join(' ')}`;
    return [
      ...expected.flatMap(({ subject, variable, name }) => {
        const type = stored.get(name);
        if (type === 'SecureString') return [];
        return type === undefined
          ? fault(subject, `${variable} is not stored`, `Store it: ${store(subject)}`)
          : fault(
              subject,
              `${variable} is stored as ${type}, which is not encrypted`,
              `Delete the parameter, and store it again: ${store(subject)}. Change the secret if others could read it`,
            );
      }),
      ...[...problems].flatMap(([subject, said]) =>
        said.map((problem) =>
          fault(subject, problem.replace(/\.$/, ''), `Store it again: ${store(subject)}`),
        ),
      ),
    ];
  },
  fine: ({ secrets: { length } }) => `${length} stored and readable`,
});
