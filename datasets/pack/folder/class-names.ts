/**
 * What cannot be meant by names of classes: sentences, to be said before anything is packed. Pure functions.
 */

/** Names that look like one, those of missing values, and figures. */
export function oddClasses(classNames: readonly string[]): string[] {
  const missing = classNames.filter((name) => /^(nan|null|none|n\/a)$/i.test(name));
  const figures = classNames.filter((name) => /^[+-]?\d*\.\d+(e[+-]?\d+)?$/i.test(name));
  return [
    ...alike(classNames),
    ...missing.map(
      (name) =>
        `the class ${JSON.stringify(name)} is how tools write a missing value; it is taken for a class`,
    ),
    ...(figures.length > 0
      ? [
          `each of ${figures.length} figures (${figures.slice(0, 3).join(', ')}${figures.length > 3 ? ', …' : ''}) is taken for a class of its own`,
        ]
      : []),
  ];
}

/** Classes whose names look alike may be one that came from two machines. */
function alike(classNames: readonly string[]): string[] {
  const known = new Map<string, string>();
  return classNames.flatMap((name) => {
    const plain = name.normalize('NFC').toLowerCase().trim();
    const other = known.get(plain);
    if (other !== undefined)
      return [
        `the classes ${JSON.stringify(other)} and ${JSON.stringify(name)} differ in capital letters, blanks or Unicode form only; if they are one, give them one name`,
      ];
    known.set(plain, name);
    return [];
  });
}
