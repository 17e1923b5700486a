/**
 * Copies an image [height][row bytes] into the middle of a frame: row r to `into + r · frameRow`. What stands
 * around it stays.
 */
export function copyInto(image: usize, height: i32, row: usize, into: usize, frameRow: usize): void {
  if (row == frameRow) { memory.copy(into, image, row * height); return; }
  for (let r = 0; r < height; r++) memory.copy(into + r * frameRow, image + r * row, row);
}
