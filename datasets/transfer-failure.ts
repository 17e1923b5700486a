/** Why a transfer failed. Node's fetch hides the reason in the cause. Pure. */
export function reason(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}
