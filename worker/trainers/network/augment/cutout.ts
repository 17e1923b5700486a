import type { Change, Size } from './augmentation.ts';

/** Sets a square to 0 whose middle is anywhere in the image (DeVries and Taylor 2017). */
export function cutout({ height, width, channels }: Size, { size }: { readonly size: number }): Change {
  return (image, random) => {
    const top = random.integer(height) - Math.floor(size / 2);
    const left = random.integer(width) - Math.floor(size / 2);
    const [from, to] = [Math.max(0, left), Math.min(width, left + size)];
    for (let row = Math.max(0, top); row < Math.min(height, top + size); row++)
      image.fill(0, (row * width + from) * channels, (row * width + to) * channels);
  };
}
