/** What the YAML library finds wrong with a text, in a user's words. Pure functions. */
import { type Document, isAlias, type Node, visit, type YAMLParseError, type YAMLWarning } from 'yaml';

/** A mistake of YAML, with where in the text it stands. */
export interface YamlMistake {
  readonly offset: number;
  readonly message: string;
}

/** The library's words, by their beginnings, and what they mean. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^Maximum call stack/, 'lists or objects lie in each other too deeply'],
  [/^Excessive alias count/, 'aliases (*name) make so much of so little that it is refused: write it out'],
  [/^Merge sources must be maps/, '<< must be followed by an object, or by *name of one'],
  [
    /^Implicit map keys need to be followed by map values/,
    'a field must be followed by ":" and a blank, as in epochs: 3',
  ],
];

/** A message of the library in a user's words. */
export function yamlWords(message: string): string {
  return WORDS.find(([beginning]) => beginning.test(message))?.[1] ?? message;
}

const ofError = ({ code, message, pos }: YAMLParseError): YamlMistake => ({
  offset: pos[0],
  message:
    code === 'MULTIPLE_DOCS'
      ? 'a second document begins here, and a study file holds one study: put each into a file of its own'
      : yamlWords(message),
});

/**
 * Tags that mean something elsewhere (`!env NAME`, `!!python/tuple`): their values would be taken as they
 * stand.
 */
const ofTag = ({ code, message, pos }: YAMLWarning): YamlMistake[] =>
  code === 'TAG_RESOLVE_FAILED'
    ? [
        {
          offset: pos[0],
          message: `${/!\S+/.exec(message)?.[0] ?? 'a tag'} means nothing in a study: write the value itself`,
        },
      ]
    : [];

/** Aliases of what is not there, or comes later. */
function lostAliases(document: Document): YamlMistake[] {
  const mistakes: YamlMistake[] = [];
  visit(document, {
    Alias(_, node) {
      if (isAlias(node) && node.resolve(document) === undefined)
        mistakes.push({
          offset: (node as Node).range?.[0] ?? 0,
          message: `*${node.source} stands for what &${node.source} marks before it, and there is none`,
        });
    },
  });
  return mistakes;
}

/** Blanks that look like those of YAML and are none, at the beginning of a line. */
const ODD_BLANK = /^[ \t]*([\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff])/gm;

function oddBlanks(text: string): YamlMistake[] {
  return [...text.matchAll(ODD_BLANK)].slice(0, 10).map(({ index, 0: all, 1: blank }) => ({
    offset: index + all.length - 1,
    message: `a blank that is none of YAML's (U+${blank!.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}): write a space`,
  }));
}

/** Characters below the blank that a text may have: tabs and ends of lines. */
const CONTROLS_OF_TEXT = new Set([9, 10, 13]);

/** Where a text has what no text of YAML holds: it is no text, or of an encoding that is not read. */
function firstControl(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 && !CONTROLS_OF_TEXT.has(code)) return at;
  }
  return -1;
}

/** All that is wrong with a text as YAML, the cause before what follows from it. */
export function yamlMistakes(text: string, document: Document.Parsed): YamlMistake[] {
  const control = firstControl(text);
  if (control >= 0) return [{ offset: control, message: 'is not text in UTF-8 or UTF-16: save it as UTF-8' }];
  if (document.errors.length > 0) {
    const blanks = oddBlanks(text);
    return blanks.length > 0 ? blanks : document.errors.map(ofError);
  }
  if (document.contents === null) return [{ offset: 0, message: 'is empty, and must hold a study' }];
  return [...document.warnings.flatMap(ofTag), ...lostAliases(document)];
}
