import { service as neon } from '../../../handlers/neon';
import { service as upstash } from '../../../handlers/upstash';
import { commonRows as common } from '../../../thresholds/common/rows';

// What does not compile is in contract.types.ts.
test.each([neon, upstash])(
  'the $name collector reads every row but those of the driver',
  ({ rows, readers }) => {
    const own = Object.keys(common);
    expect(Object.keys(readers).sort()).toEqual(
      Object.keys(rows)
        .filter((name) => !own.includes(name))
        .sort(),
    );
  },
);
