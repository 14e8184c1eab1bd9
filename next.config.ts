import type { NextConfig } from "next";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Types are held by `npm run types`, for the whole tree at once; checking them here again only costs time.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: import.meta.dirname },
  // Server packages with native parts or dynamic requires stay outside the bundle.
  serverExternalPackages: ["@kubernetes/client-node", "@node-rs/argon2", "bullmq", "ioredis", "pg", "pino"],
};

export default config;
