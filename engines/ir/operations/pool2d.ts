import { type Shape, volume } from '../../layers/shape.ts';
import { apply, misused, type Operation, type Tensor, type Type, type Value } from '../form.ts';
import { eachCell, type Window, windowsIn } from '../window.ts';

export type Pooling = Window & { readonly kind: 'max' | 'average' };

/** The largest value, or the mean, of each window of each channel. Cells around the image do not count. */
export const pool2dOperation: Operation<Pooling> = {
  name: 'pool2d',
  types(window, [x]) {
    const [height, width, channels] = x!.shape as [number, number, number];
    const [rows, columns] = windowsIn(window, [height, width]);
    if (rows < 1 || columns < 1) throw misused('pool2d', `a window does not fit into [${x!.shape}]`);
    return [{ shape: [rows, columns, channels], batched: true }];
  },
  exact(window, [x], [dims]) {
    const y = new Float64Array(volume(dims!));
    eachWindow(window, x!, dims!, (place, cells) => {
      const values = cells.map((cell) => x!.data[cell]!);
      const total = values.reduce((sum, value) => sum + value, 0);
      y[place] = window.kind === 'max' ? Math.max(...values) : total / values.length;
    });
    return [y];
  },
  gradient: ({ attributes, inputs: [x], outputs: [y] }, [dy]) => [
    apply(pool2dGradientOperation, attributes, [x!, y!, dy!])[0]!,
  ],
};

/**
 * From a pooling's images, its output and the gradient of that to the gradient of the images. Of a largest
 * value the first cell that has it is given all; a mean does not read the images.
 */
export const pool2dGradientOperation: Operation<Pooling> = {
  name: 'pool2dGradient',
  types: (_, [x]) => [x as Type],
  exact(window, [x, y, dy]) {
    const dx = new Float64Array(x!.data.length);
    eachWindow(window, x!, y!.dims, (place, cells) => {
      const gradient = dy!.data[place]!;
      if (window.kind === 'average') for (const cell of cells) dx[cell]! += gradient / cells.length;
      else dx[cells.find((cell) => x!.data[cell] === y!.data[place])!]! += gradient;
    });
    return [dx];
  },
};

export const pool2d = (x: Value, attributes: Pooling): Value => apply(pool2dOperation, attributes, [x])[0]!;

/** Calls `visit` with each place of the output, and the places of its window's cells. */
function eachWindow(
  window: Window,
  { dims }: Tensor,
  output: Shape,
  visit: (place: number, cells: readonly number[]) => void,
): void {
  const [examples, height, width, channels] = dims as [number, number, number, number];
  const places = volume(output.slice(1)) / channels;
  const cells: number[][] = Array.from({ length: places }, () => []);
  eachCell(window, [height, width], (place, cell) => void cells[place]!.push(cell));
  for (let at = 0; at < examples * places * channels; at++) {
    const channel = at % channels;
    const place = Math.floor(at / channels) % places;
    const example = Math.floor(at / channels / places);
    const first = example * height * width;
    visit(
      at,
      cells[place]!.map((cell) => (first + cell) * channels + channel),
    );
  }
}
