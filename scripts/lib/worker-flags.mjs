/**
 * How Node runs a worker, here and in the image. What a step makes lives as long as the step: in a young generation of
 * 32 MiB most of it dies before it is copied, which is a twentieth of what a worker gets done (npm run bench:engine).
 */
export const WORKER_FLAGS = ["--enable-source-maps", "--max-semi-space-size=32"];
