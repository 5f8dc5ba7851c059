/** Like Promise.all, but waits for all promises and reports all errors: nothing is still starting when this ends. */
export async function all<T extends readonly unknown[]>(
  promises: {
    [I in keyof T]: Promise<T[I]>;
  },
): Promise<T> {
  const outcomes = await Promise.allSettled(promises);
  const problems = outcomes.flatMap((o) => (o.status === 'rejected' ? [(o.reason as Error).message] : []));
  if (problems.length > 0) throw new Error([...new Set(problems)].join('\n'));
  return (await Promise.all(promises)) as unknown as T;
}
