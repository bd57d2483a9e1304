import { rotateMasterKey } from '../rotate-master-key.ts';

// Started by specs: turns the master key of the file named first from the second to the third and back, until it is
// killed; prints a line before each turn.

const [path = '', first = '', second = ''] = process.argv.slice(2);
let [oldKey, newKey] = [first, second];
for (;;) {
  process.stdout.write('turning\n');
  rotateMasterKey({ path, oldKey: { file: oldKey }, newKey: { file: newKey } });
  [oldKey, newKey] = [newKey, oldKey];
}
