/** The kernels of the intermediate form: values are row-major, the batch outermost. */
export { convolve } from './convolve';
export { convolveKernel } from './convolve-kernel';
export { crossEntropyOf } from './cross-entropy';
export { depthwise, depthwiseKernel } from './depthwise';
export { erfOf, expOf, logOf, sigmoidOf, softplusOf, tanhOf } from './functions';
export { matmul } from './matmul';
export { fillZeros, floatsOfBytes, moveStrided, scaleBy } from './move';
export { moments, normalSums } from './normalise';
export { packRows } from './pack';
export { poolGradient, poolWindows } from './pool';
export { mostOfMiddle, sumMiddle } from './reduce';
export { gatherRows, scatterRows } from './table';
