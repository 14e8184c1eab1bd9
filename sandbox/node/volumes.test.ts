import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { mountMap } from "@/sandbox/node/volumes";

it("a volume mounted inside another is found there, as a kernel would show it", () => {
  const directory = mkdtempSync(join(tmpdir(), "volumes-"));
  try {
    const volumes = new Map(["data", "files"].map((name) => [name, join(directory, name)]));
    const container = {
      volumeMounts: [
        { name: "files", mountPath: "/var/lib/odoo/filestore/copy", subPath: "filestore/copy" },
        { name: "data", mountPath: "/var/lib/odoo" },
      ],
    };
    const mounts = mountMap(container, volumes);
    expect(mounts["/var/lib/odoo"]).toBe(join(directory, "data"));
    writeFileSync(join(directory, "files/filestore/copy/a"), "a");
    const inside = join(directory, "data/filestore/copy");
    expect(readFileSync(join(inside, "a"), "utf8")).toBe("a");
    // Another start of the container finds it as it is.
    expect(mountMap(container, volumes)).toEqual(mounts);
    expect(existsSync(join(inside, "a"))).toBe(true);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
