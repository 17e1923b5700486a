import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { writeFiles } from '../../../test/support/pictures.ts';
import type { LabelColumns } from './label-columns.ts';
import { readTable } from './table.ts';

const FLAT = fileURLToPath(new URL('./fixtures/flat', import.meta.url));
const flat = (name: string) => readTable(FLAT, join(FLAT, `${name}.csv`));

describe('a table as other tools write it', () => {
  it.each([
    ['hf', 6, ['0', '1'], [/column file_name is taken for the files/, /column label .* classes/]],
    ['kaggle', 6, ['a', 'b'], [/column id /, /column label /, /^6 files .* ending: im0 as im0\.png$/]],
    ['keras', 6, ['a', 'b'], [/column filename /]],
    ['noext', 6, ['a', 'b'], [/^6 files were found by the name without an ending: im0 as im0\.png$/]],
    ['semicolon', 6, ['a', 'b'], []],
    ['float-classes', 6, ['0', '1'], [/whole numbers: taken 0\.0 as 0/]],
    ['windows', 8, ['a', 'b'], [/^2 files .* slashes: sub\\im6\.png as sub\/im6\.png$/]],
  ])('is read, and what was assumed is said: %s', async (name, examples, classes, notes) => {
    const { paths, classNames, notes: found } = await flat(name);
    expect(paths).toHaveLength(examples);
    expect(classNames).toEqual(classes);
    expect(found).toEqual(notes.map((note) => expect.stringMatching(note)));
  });

  it.each([
    ['m1', /\n {2}line 3: there is no missing\.png$/],
    ['m2', /\n {2}line 3: there is no fehlt-ü\.png$/],
    ['m3', /\n {2}line 4: there is no dir\.png$/],
    ['nfd', /\n {2}line 2: there is no café0\.png\n.*\n.*\n {2}line 5: there is no café3\.png$/],
    ['from-parent', /line 2: there is no flat\/im0\.png: paths count from flat, so it would be im0\.png\n/],
  ])('names every file that is not there at once: %s', async (name, message) => {
    await expect(flat(name)).rejects.toMatchObject({
      code: 'DATASET_MISSING',
      message: expect.stringMatching(message),
    });
  });
});

describe('a table', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fanout-table-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFiles(folder, { 'one.png': '', 'two.jpg': '', 'two.png': '', 'Three.PNG': '' });
  });
  const read = (text: string | Uint8Array, columns: LabelColumns = {}) => {
    writeFileSync(join(folder, 'labels.csv'), text);
    return readTable(folder, join(folder, 'labels.csv'), columns);
  };
  const names = async (text: string | Uint8Array, columns?: LabelColumns) =>
    (await read(text, columns)).paths.map((path) => basename(path));

  it('finds a name with marks whichever way it is written', async () => {
    const [composed, apart] = ['é.png'.normalize('NFC'), 'ö.png'.normalize('NFD')];
    writeFiles(folder, { [composed]: '', [apart]: '' });
    const text = `file,class\n${composed.normalize('NFD')},a\n${apart.normalize('NFC')},b\n`;
    expect(await names(text)).toEqual([composed, apart]);
  });

  it('has its columns from options, compared without case and blanks', async () => {
    const text = 'Photo Name,file,Kind\none.png,x,a\ntwo.png,y,b\n';
    const columns = { file: 'photo_name', label: 'KIND' };
    expect(await names(text, columns)).toEqual(['one.png', 'two.png']);
    await expect(read(text, { ...columns, label: 'sort' })).rejects.toThrow(
      /line 1 has no column sort, as --label-column says: found Photo Name, file, Kind/,
    );
  });

  it.each([
    [
      'image,path,class\none.png,two.png,a\n',
      /columns image and path, of which any may be the file: .*--file-column/,
    ],
    ['file,class,CLASS\none.png,a,b\n', /columns class and CLASS, of which any may be the label/],
    ['file,class\none.png,a\ntwo,b\n', /line 3: there is no two, which may be two\.jpg or two\.png$/],
    ['file,class\none.png,a\nthree.png,b\n', /there is no three\.png; there is Three\.PNG$/],
    ['file,class\none.png,a\none,b\n', /line 3 names one, as line 2 does$/],
    [Buffer.from('file,class\none.png,\xe9\n', 'latin1'), /not text in UTF-8 or UTF-16/],
  ])('is not guessed at where it may mean two things: %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it('takes the number of a row for a file only where nothing else names one', async () => {
    expect(await names('id,filename,class\n1,one.png,a\n2,two.png,b\n')).toEqual(['one.png', 'two.png']);
  });

  it('is read as UTF-16, with tabs, behind sep=', async () => {
    const text = '\ufefffile\tclass\none.png\ta\ntwo.png\tb\n';
    expect(await names(Buffer.from(text, 'utf16le'))).toEqual(['one.png', 'two.png']);
    await expect(read('sep=|\nfile|class\nnone.png|a\none.png|b\n')).rejects.toThrow(
      /line 3: there is no none/,
    );
  });
});
