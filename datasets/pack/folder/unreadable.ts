import { FanoutError } from '../../../proto/errors.ts';
import { shownText } from '../../../proto/shown-text.ts';
import { whyUnread } from '../../regular-file.ts';

/** The error to throw for a file of the source that cannot be read. */
export function unreadable(path: string, error: NodeJS.ErrnoException): FanoutError {
  return new FanoutError(
    'DATASET_MISSING',
    `cannot read ${shownText(path)}: ${whyUnread(error).split('\n')[0]}`,
    {
      hint: 'make it readable, or take it away; leave the folder alone while it is packed',
      cause: error,
    },
  );
}
