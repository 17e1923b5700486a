import fc from 'fast-check';
import { expect, it } from 'vitest';
import { began, failed, manifestOf, progress, recorded, released } from './fixtures/story.ts';
import { Followed, type Message } from './followed.ts';
import { viewOf } from './view-of.ts';
import { WatchedRun } from './watched-run.ts';

const manifest = manifestOf(['a', 'b', 'c'], 2, [1, 2]);
const trial = fc.nat(manifest.trials - 1);
const worker = fc.constantFrom('w1', 'w2');
const share = fc.integer({ min: 0, max: 10 });
const event = fc.oneof(
  fc.tuple(worker, trial).map(([name, each]) => began(name, [each])),
  fc.tuple(worker, trial, share).map(([name, each, step]) => progress(name, [each], step, step / 10)),
  fc.tuple(trial, share).map(([each, of]) => recorded(manifest, each, of / 10)),
  trial.map((each) => failed(manifest, each, 'it broke')),
  fc.tuple(worker, trial).map(([name, each]) => released(name, [each])),
);

/** A page in a browser: what it shows, and what it knows. */
class Page {
  parts: Record<string, unknown> = {};
  id: string | undefined;
  /** How it was told. */
  readonly told: Message['event'][] = [];

  hear(message: Message | undefined): void {
    if (!message) return;
    this.told.push(message.event);
    this.id = message.id;
    const parts = JSON.parse(message.data) as Record<string, unknown>;
    this.parts = message.event === 'snapshot' ? parts : { ...this.parts, ...parts };
  }
}

it('who hears now and then shows the same as who comes now', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(event, fc.boolean(), fc.boolean()), { maxLength: 60 }), (story) => {
      let now = 0;
      const followed = new Followed(manifest, () => now);
      const run = followed.follow(manifest);
      const [often, seldom] = [new Page(), new Page()];
      for (const [happening, oftenHears, seldomHears] of story) {
        now += 1;
        run.take(happening);
        followed.update();
        if (oftenHears) often.hear(followed.after(often.id));
        if (oftenHears && seldomHears) seldom.hear(followed.after(seldom.id));
      }
      followed.update();
      const late = new Page();
      for (const page of [often, seldom, late]) page.hear(followed.after(page.id));
      // Drawn where something happened, the grid is as if it were drawn anew.
      const anew = new WatchedRun(manifest, manifest.run, undefined, () => now);
      for (const [happening] of story) anew.take(happening);
      const { squares, arms } = viewOf(anew, { phase: 'running' }, now);
      expect(squares.map((_, index) => late.parts[`squares/${index}`])).toEqual(squares);
      expect(arms.map((_, index) => late.parts[`arms/${index}`])).toEqual(arms);
      expect(often.parts).toEqual(late.parts);
      expect(seldom.parts).toEqual(late.parts);
      for (const page of [often, seldom]) expect(page.told.slice(1)).not.toContain('snapshot');
    }),
  );
});

it('tells only what changed, and nothing when nothing did', () => {
  const followed = new Followed(manifest, () => 0);
  const run = followed.follow(manifest);
  const page = new Page();
  followed.update();
  page.hear(followed.after(page.id));
  expect(followed.after(page.id)).toBeUndefined();
  expect(followed.update()).toBe(false);
  run.take(began('w1', [1]));
  expect(followed.update()).toBe(true);
  const patch = followed.after(page.id)!;
  expect([patch.event, Object.keys(JSON.parse(patch.data)).sort()]).toEqual(['patch', ['lead', 'squares/2']]);
});

it('tells everything to who comes from another process, another run, or with nonsense', () => {
  const followed = new Followed(manifest, () => 0);
  followed.follow(manifest);
  followed.update();
  const { id } = followed.after(undefined)!;
  expect(followed.after(id)).toBeUndefined();
  for (const foreign of [
    '',
    'x',
    `${id}0`,
    `${id.split('.')[0]}.99`,
    `${id.split('.')[0]}.-1`,
    id.replace(/^./, '!'),
  ])
    expect(followed.after(foreign)?.event, foreign).toBe('snapshot');
  followed.follow(manifest);
  followed.update();
  expect(followed.after(id)?.event).toBe('snapshot');
});
