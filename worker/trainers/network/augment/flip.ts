import type { Change, Size } from './augmentation.ts';

/** Mirrors an image left and right, with this probability. */
export function horizontalFlip(
  { height, width, channels }: Size,
  { probability }: { readonly probability: number },
): Change {
  return (image, random) => {
    if (random.uniform() >= probability) return;
    for (let row = 0; row < height; row++) {
      let left = row * width * channels;
      let right = left + (width - 1) * channels;
      for (; left < right; left += channels, right -= channels) {
        for (let channel = 0; channel < channels; channel++) {
          const value = image[left + channel]!;
          image[left + channel] = image[right + channel]!;
          image[right + channel] = value;
        }
      }
    }
  };
}
