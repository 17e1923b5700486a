import { expect, it } from 'vitest';
import { makeRunDirectory, runDirectory } from './directory.ts';

it.runIf(process.platform === 'linux')('ends where a directory takes no entries', async () => {
  await expect(makeRunDirectory(runDirectory('/proc/1/x', 'a'))).rejects.toMatchObject({
    code: 'OUTPUT_UNWRITABLE',
  });
});
