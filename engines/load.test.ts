import { expect, it } from 'vitest';
import { BACKENDS } from './engine.ts';
import { loadEngine, surveyBackends } from './load.ts';

it('takes the best backend that can be used, and says why the better ones cannot', async () => {
  const survey = await surveyBackends();
  expect(survey.map(({ backend }) => backend)).toEqual([...BACKENDS]);
  expect(survey.at(-1)).toMatchObject({
    backend: 'wasm',
    usable: true,
    why: expect.stringContaining('SIMD'),
  });
  for (const { why } of survey) expect(why).not.toBe('');
  const passedOver: string[] = [];
  const engine = await loadEngine('auto', { onPassedOver: (backend) => passedOver.push(backend) });
  const best = survey.findIndex(({ usable }) => usable);
  expect(engine.backend).toBe(BACKENDS[best]);
  expect(passedOver).toEqual(BACKENDS.slice(0, best));
  engine.dispose();
});

it('loads what it is told to', async () => {
  const engine = await loadEngine('wasm');
  expect(engine.backend).toBe('wasm');
  engine.dispose();
});
