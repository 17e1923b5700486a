/** y [places][length] = rows of a table [count][length], named by numbers [places]. */
export function gatherRows(table: usize, rows: usize, y: usize, places: i32, count: i32, length: i32): void {
  const bytes = <usize>(length << 2);
  for (let p = 0; p < places; p++, y += bytes) memory.copy(y, table + rowOf(rows, p, count) * bytes, bytes);
}

/** table [count][length] = the sum of what each row was given by dy [places][length]. */
export function scatterRows(rows: usize, dy: usize, table: usize, places: i32, count: i32, length: i32): void {
  const bytes = <usize>(length << 2);
  memory.fill(table, 0, count * bytes);
  for (let p = 0; p < places; p++) {
    let to = table + rowOf(rows, p, count) * bytes;
    for (let i = 0; i < length; i++, to += 4, dy += 4) store<f32>(to, load<f32>(to) + load<f32>(dy));
  }
}

// @ts-ignore: decorator
@inline
function rowOf(rows: usize, place: i32, count: i32): usize {
  return <usize>min(max(<i32>load<f32>(rows + (place << 2)), 0), count - 1);
}
