import { groupsOf, valueUnit } from './groups.ts';
import type { ReportInput } from './input.ts';
import { pageHtml } from './page/page.ts';
import { alarmHtml } from './sections/alarm.ts';
import { editedProgramHtml } from './sections/edited-program.ts';
import { evidenceHtml } from './sections/evidence.ts';
import { findingsHtml } from './sections/findings.ts';
import { headerHtml } from './sections/header.ts';
import { layersHtml } from './sections/layers.ts';
import { leadHtml } from './sections/lead.ts';
import { plotsHtml } from './sections/plots.ts';
import { provenanceHtml } from './sections/provenance.ts';
import { trialsHtml } from './sections/trials.ts';

export type { Provenance, ReportInput } from './input.ts';

/**
 * The report of a run: one HTML file that needs nothing else, neither a network nor scripts. The same input
 * gives the same bytes. Every word of a user or a worker is escaped, and the page forbids scripts besides.
 */
export async function renderReport({ results, provenance }: ReportInput): Promise<string> {
  const groups = groupsOf(results);
  return pageHtml(results.study, [
    headerHtml(results, provenance),
    alarmHtml(results, provenance.study),
    editedProgramHtml(results),
    leadHtml(results.verdict),
    await plotsHtml(groups),
    await evidenceHtml(results.verdict, groups, valueUnit(groups)),
    findingsHtml(groups, provenance.study),
    await layersHtml(groups, provenance),
    trialsHtml(results, provenance.study),
    provenanceHtml(results, provenance),
  ]);
}
