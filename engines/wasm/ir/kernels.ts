/**
 * The kernels of `assembly/form/` as they are called from here; there is what each does. Places are byte
 * offsets, sizes counts of elements, a flag is 0 or 1.
 */
export interface FormKernels {
  convolve(...placesAndSizes: number[]): void;
  convolveKernel(...placesAndSizes: number[]): void;
  crossEntropyOf(...placesAndSizes: number[]): void;
  depthwise(...placesAndSizes: number[]): void;
  depthwiseKernel(...placesAndSizes: number[]): void;
  fillZeros(to: number, count: number): void;
  floatsOfBytes(from: number, to: number, count: number): void;
  gatherRows(...placesAndSizes: number[]): void;
  matmul(...placesAndSizes: number[]): void;
  moments(...placesAndSizes: number[]): void;
  mostOfMiddle(from: number, to: number, outer: number, middle: number, inner: number): void;
  moveStrided(from: number, to: number, ...countsAndSteps: number[]): void;
  normalSums(...placesAndSizes: number[]): void;
  packRows(...placesAndSizes: number[]): void;
  poolGradient(...placesAndSizes: number[]): void;
  poolWindows(...placesAndSizes: number[]): void;
  scaleBy(at: number, count: number, factor: number): void;
  scatterRows(...placesAndSizes: number[]): void;
  sumMiddle(...placesAndSizes: number[]): void;
}
