import type { Change, Size } from './augmentation.ts';

/**
 * Pads an image with so many rows and columns of 0 on each side, and cuts its own size out of that anywhere
 * (He et al. 2016): it is shifted by at most `padding`.
 */
export function randomCrop(
  { height, width, channels }: Size,
  { padding }: { readonly padding: number },
): Change {
  return (image, random, room) => {
    const down = random.integer(2 * padding + 1) - padding;
    const right = random.integer(2 * padding + 1) - padding;
    if (down === 0 && right === 0) return;
    room.set(image);
    image.fill(0);
    const first = Math.max(0, right) * channels;
    const from = Math.max(0, -right) * channels;
    const length = (width - Math.abs(right)) * channels;
    for (let row = Math.max(0, down); row < Math.min(height, height + down); row++) {
      const source = (row - down) * width * channels + from;
      image.set(room.subarray(source, source + length), row * width * channels + first);
    }
  };
}
