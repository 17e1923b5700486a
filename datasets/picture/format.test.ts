import { expect, it } from 'vitest';
import { formatOf } from './format.ts';

const refused = (start: string) => {
  try {
    return formatOf(Buffer.from(start, 'latin1'), 'a.jpg');
  } catch (error) {
    return error as { message: string; hint: string };
  }
};

it.each([
  ['', /by its first bytes: it is empty$/, /copy it again/],
  ['version https://git-lfs.github.com/spec/v1', /it is a pointer of Git LFS$/, /git lfs pull/],
  ['<!DOCTYPE html><html>', /it is a page of HTML$/, /download it again/],
  ['GIF89a', /it is a GIF$/, /convert it/],
  ['RIFF\x10\0\0\0WEBPVP8 ', /it is a WebP$/, /convert it/],
  ['\0\0\0\x18ftypheic\0\0\0\0', /it is a HEIC/, /convert it/],
  ['II*\0\x08\0\0\0', /it is a TIFF$/, /convert it/],
  ['\0'.repeat(40), /it holds nothing but zeros$/, /copy it again/],
  ['my secret', /by its first bytes$/, /convert it/],
])('says what lies in the place of an image: %j', (start, message, hint) => {
  expect(refused(start)).toMatchObject({
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  });
});

it('knows JPEG and PNG', () => {
  expect([refused('\xff\xd8\xff\xe0'), refused('\x89PNG\r\n\x1a\n')]).toEqual(['jpeg', 'png']);
});
