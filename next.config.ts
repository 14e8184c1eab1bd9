import type { NextConfig } from "next";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Types are held by `npm run types`, for the whole tree at once; checking them here again only costs time.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: import.meta.dirname },
  // Server packages with native parts or dynamic requires stay outside the bundle.
  serverExternalPackages: [
    ...["@kubernetes/client-node", "@node-rs/argon2", "bullmq", "ioredis", "pg", "pino"],
    // Where install scripts run and a compiler is at hand, it builds an addon no bundle can hold.
    "ssh2",
  ],
};

export default config;
