// AssemblyScript for the optimizers' programs (../../optimizers/program.ts): for each a loop over vectors,
// then over what is left.
const OPERATIONS = { '+': 'add', '-': 'sub', '*': 'mul', '/': 'div' };
const PLACES = { weight: 'w', gradient: 'g', state1: 's1', state2: 's2' };

/** How a program's arithmetic is written for vectors of four, and for single numbers. */
const VECTOR = {
  step: 16,
  load: (place) => `v128.load(${place} + i)`,
  store: (place, value) => `v128.store(${place} + i, ${value});`,
  coefficient: (index) => `f32x4.splat(c${index})`,
  binary: (op, a, b) => `f32x4.${OPERATIONS[op]}(${a}, ${b})`,
  sqrt: (a) => `f32x4.sqrt(${a})`,
  // A comparison gives all bits or none; with those of 1 it gives 1 or 0.
  sign: (a) =>
    `f32x4.sub(v128.and(f32x4.gt(${a}, ZERO), ONE), v128.and(f32x4.lt(${a}, ZERO), ONE))`
      .replaceAll('ZERO', 'f32x4.splat(0)')
      .replaceAll('ONE', 'f32x4.splat(1)'),
};
const SINGLE = {
  step: 4,
  load: (place) => `load<f32>(${place} + i)`,
  store: (place, value) => `store<f32>(${place} + i, ${value});`,
  coefficient: (index) => `c${index}`,
  binary: (op, a, b) => `(${a} ${op} ${b})`,
  sqrt: (a) => `sqrt<f32>(${a})`,
  sign: (a) => `(<f32>(${a} > 0) - <f32>(${a} < 0))`,
};

/** The body of a loop: every value once, in the order of need, then the stores. */
function body({ coefficients, written }, form) {
  const lines = [];
  const names = new Map();
  const nameOf = (value) => {
    if (value.kind === 'coefficient') return form.coefficient(coefficients.indexOf(value.name));
    if (!names.has(value)) {
      const text = expression(value);
      const name = `v${names.size}`;
      names.set(value, name);
      lines.push(`const ${name} = ${text};`);
    }
    return names.get(value);
  };
  const expression = (value) => {
    if (value.kind === 'read') return form.load(PLACES[value.from]);
    if (value.kind !== 'binary') return form[value.kind](nameOf(value.a));
    return form.binary(value.op, nameOf(value.a), nameOf(value.b));
  };
  const stores = Object.entries(written).map(([place, value]) => form.store(PLACES[place], nameOf(value)));
  return [...lines, ...stores].map((line) => `    ${line}`).join('\n');
}

/** The source of `build/programs.ts`: one function that runs the program with a number. */
export function programsSource(programs, mostCoefficients) {
  const constants = Array.from({ length: mostCoefficients }, (_, index) => `c${index}: f32`).join(', ');
  const given = 'w: usize, g: usize, s1: usize, s2: usize, whole: usize, bytes: usize';
  const passed = `w, g, s1, s2, whole, bytes, ${Array.from({ length: mostCoefficients }, (_, at) => `c${at}`).join(', ')}`;
  const functions = programs.map(
    (program, number) => `/** ${program.name} */
function program${number}(${given}, ${constants}): void {
  for (let i: usize = 0; i < whole; i += 16) {
${body(program, VECTOR)}
  }
  for (let i = whole; i < bytes; i += 4) {
${body(program, SINGLE)}
  }
}`,
  );
  const choices = programs.map((_, number) => `  if (number == ${number}) program${number}(${passed});`);
  return `// Made by build.mjs from engines/optimizers/; not to be edited.
${functions.join('\n\n')}

export function applyProgram(number: i32, ${given}, ${constants}): void {
${choices.join('\n')}
}
`;
}
