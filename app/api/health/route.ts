/** Liveness: this process answers. Asks nothing of anyone else. */
export const GET = () => Response.json({ status: "pass" });
