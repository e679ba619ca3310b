/** One file on its way to Storage: announced with its digest, sent with progress. */
import { call } from "@/lib/api";
import { Problem } from "@/lib/problem";
import { supabase } from "@/lib/supabase";

interface Announced {
  id: string;
  bucket: string;
  path: string;
}

async function sha256(file: File): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Where a file is put: the address of a public one says where the bucket's files are. */
async function door({ bucket, path }: Announced): Promise<{ url: string; token: string }> {
  const { publicUrl } = supabase().storage.from(bucket).getPublicUrl(path).data;
  const { data } = await supabase().auth.getSession();
  return {
    url: publicUrl.replace("/object/public/", "/object/"),
    token: data.session?.access_token ?? "",
  };
}

/** Returns the upload's id. `progress` hears the share that has arrived, 0 to 1. */
export async function upload(
  file: File,
  ticketId: string | null,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<Announced> {
  const announced = await call<Announced, "prepare_upload">("prepare_upload", {
    p_ticket_id: ticketId,
    p_name: file.name,
    p_content_type: file.type,
    p_size: file.size,
    p_sha256: await sha256(file),
  });
  const { url, token } = await door(announced);
  await send(url, token, file, progress, signal);
  return announced;
}

// fetch does not say how much of a body has left.
function send(
  url: string,
  token: string,
  file: File,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("authorization", `Bearer ${token}`);
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.onload = () => {
      if (request.status < 300) return done();
      fail(new Problem(said(request.responseText), request.status));
    };
    request.onerror = () => fail(new Problem("", 0));
    request.onabort = () => fail(new Problem("", 0, "aborted"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function said(body: string): string {
  try {
    return (JSON.parse(body) as { message?: string }).message ?? body;
  } catch {
    return body;
  }
}

/** Take back what was sent to Storage and to no request. What fails is tidied up by the desk later. */
export async function takeBack({ id, bucket, path }: Announced): Promise<void> {
  await supabase().storage.from(bucket).remove([path]);
  await call("remove_upload", { p_upload_id: id });
}

export type { Announced };
