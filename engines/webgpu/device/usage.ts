/** What buffers are used for, as WebGPU numbers it: its globals are there only once a device is. */
export const USAGE = { mapRead: 0x1, copyFrom: 0x4, copyTo: 0x8, uniform: 0x40, storage: 0x80 } as const;
