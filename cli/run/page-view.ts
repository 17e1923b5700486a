import type { RunListener } from '../../web/watch.ts';
import { storageLine } from './storage-words.ts';
import type { View } from './view.ts';

/** The page of a run as one of its views. */
export function pageView(page: RunListener): View {
  return { ...page, storage: (report) => page.storage(storageLine(report), report.kind === 'recovered') };
}
