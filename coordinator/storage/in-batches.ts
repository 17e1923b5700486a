/** How many requests to NATS wait for their answers at once. */
const IN_FLIGHT = 256;

/** Does something to NATS for each item, in order, a batch at a time. Throws what fails first. */
export async function inBatches<Item>(
  items: readonly Item[],
  request: (item: Item) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < items.length; start += IN_FLIGHT)
    await Promise.all(items.slice(start, start + IN_FLIGHT).map(request));
}
