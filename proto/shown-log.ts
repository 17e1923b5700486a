import { shownText } from './shown-text.ts';

/**
 * What a program has written, made safe for a terminal line by line. Of a line that was written over, as
 * progress bars do it by carriage returns, its last state is shown. Pure.
 */
export function shownLog(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => shownText(line.replace(/\r$/, '').split('\r').at(-1)!.replaceAll('\t', '    ')));
  const whole = lines.join('\n');
  return whole === '' || whole.endsWith('\n') ? whole : `${whole}\n`;
}
