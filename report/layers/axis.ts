/**
 * A logarithmic axis over some decades, with at most five ticks: 1e−3, 1, 1e3. The foot is for zeros and has
 * none. Pure.
 */
export function logAxis({ floor, top }: { readonly floor: number; readonly top: number }): object {
  const [low, high] = [Math.round(Math.log10(floor)) + 1, Math.round(Math.log10(top))];
  const step = Math.max(1, Math.ceil((high - low) / 4));
  const ticks = Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, index) =>
    Number(`1e${low + index * step}`),
  );
  return {
    scale: { type: 'log', domain: [floor, top], nice: false },
    axis: {
      title: null,
      values: ticks,
      labelExpr:
        "datum.value >= 0.01 && datum.value < 10000 ? format(datum.value, '~g') : replace(format(datum.value, '.0e'), '+', '')",
      labelOverlap: false,
    },
  };
}
