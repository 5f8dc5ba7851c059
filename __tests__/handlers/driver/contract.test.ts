import type { Service } from '../../../handlers/driver/service';
import { commonRows as common } from '../../../thresholds/common/rows';
import { serviceNames, serviceOf } from '../../../thresholds/services';

// What does not compile is in contract.types.ts. The compiler does not see that a collector was copied from another one.
test.each(serviceNames)('the %s collector belongs to its table, and reads every row of it', async (name) => {
  const { service } = (await import(`../../../handlers/${name}`)) as {
    service: Pick<Service<never, never, never>, 'name' | 'namespace' | 'rows' | 'about' | 'readers'>;
  };
  const { rows, namespace } = serviceOf(name);
  expect(service).toMatchObject({ name, namespace });
  expect(service.rows).toBe(rows);
  expect(serviceOf(name)).toMatchObject(service.about);
  const own = Object.keys(common);
  expect(Object.keys(service.readers).sort()).toEqual(
    Object.keys(rows)
      .filter((row) => !own.includes(row))
      .sort(),
  );
});
