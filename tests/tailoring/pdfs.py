"""PDFs made by hand, byte for byte: pages of text lines, a scan without text, a locked file, a broken one."""

from __future__ import annotations


def pdf(pages: list[list[str]], trailer: str = "", extra: str = "") -> bytes:
    """A PDF with one text line below the other on each page.

    Args:
        pages: the lines of each page; Latin-1.
        trailer: entries to add to the trailer.
        extra: one more object, which gets the number after the last.
    """
    count = len(pages)
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for index, lines in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
            f" /Contents {5 + 2 * index} 0 R >>"
        )
        shown = " T* ".join(f"({escaped(line)}) Tj" for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 50 800 Td {shown} ET" if lines else "0 0 100 100 re f"
        objects.append(f"<< /Length {len(stream.encode('latin-1'))} >>\nstream\n{stream}\nendstream")
    if extra:
        objects.append(extra)
    return assembled(objects, trailer)


def assembled(objects: list[str], trailer: str = "") -> bytes:
    """The objects, numbered from 1, with the table that says where each begins."""
    data, starts = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        starts.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = len(data)
    rows = "".join(f"{start:010d} 00000 n \n" for start in starts)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}".encode()
    data += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n".encode()
    return data


def escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def locked() -> bytes:
    """A file that asks for a password nobody has: the check value in it fits no password at all."""
    value = "00" * 32
    lock = f"<< /Filter /Standard /V 1 /R 2 /O <{value}> /U <{value}> /P -4 >>"
    return pdf([["secret"]], trailer=f"/Encrypt 6 0 R /ID [<{'11' * 16}> <{'11' * 16}>]", extra=lock)
