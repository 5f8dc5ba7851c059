import { controlPlaneSicknesses } from '../../../preview/sick/control-plane';
import { Ward } from '../../../preview/sick/ward';

test('a compute that is asleep does not use up its quota, and the other way round', async () => {
  const api = {
    ...{ id: 'shop', used: 0.07, nap: async () => {} },
    compute: 'active' as const,
  };
  const ward = new Ward(controlPlaneSicknesses(api));
  const ids = ward.views.map(({ id }) => id).filter((id) => id !== 'quota-nearly-used-up');
  for (const [first = '', second = ''] of [ids, ids.toReversed()]) {
    expect(await ward.set(first, true)).toEqual({ id: first, state: 'sick' });
    const compute: string = api.compute;
    expect(await ward.set(second, true)).toEqual({
      ...{ id: second, state: 'healthy' },
      problem: expect.stringMatching(/first\.$/),
    });
    expect(api.compute).toBe(compute);
    await ward.set(first, false);
    expect(api.compute).toBe('active');
  }
});
