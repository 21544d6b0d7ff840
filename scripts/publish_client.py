"""Uploads the built client to the stack's bucket and lets CloudFront forget the old start page.

Usage: publish_client.py DIST --stack NAME --region REGION    (in .tools/venv, which has boto3)

Assets carry a hash of their contents in their name: they go first, may be kept for ever, and old ones stay, since an
open tab may still load a chunk of the release before. Everything else is asked for anew each time; index.html goes
last, when all it points to is there.
"""

import argparse
import mimetypes
import pathlib
import time

import boto3

# The page where one plays a customer belongs to the one-machine system; there is nobody behind it here.
ONE_MACHINE_ONLY = {"pretend.html"}

# Python's table differs between systems; these are what the client is made of.
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mp3": "audio/mpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}


def media_type(path: pathlib.Path) -> str:
    return MEDIA_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def cache_control(name: str) -> str:
    return "public, max-age=31536000, immutable" if name.startswith("assets/") else "no-cache"


def upload_order(name: str) -> tuple[int, str]:
    return (2 if name == "index.html" else 0 if name.startswith("assets/") else 1, name)


def main() -> None:
    parser = argparse.ArgumentParser(description="Uploads the built client")
    parser.add_argument("dist", type=pathlib.Path)
    parser.add_argument("--stack", required=True)
    parser.add_argument("--region", required=True)
    options = parser.parse_args()
    if not (options.dist / "index.html").is_file():
        parser.error(f"{options.dist} holds no built client")

    stack = boto3.client("cloudformation", region_name=options.region).describe_stacks(StackName=options.stack)
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Stacks"][0]["Outputs"]}

    s3 = boto3.client("s3", region_name=options.region)
    files = (path.relative_to(options.dist).as_posix() for path in options.dist.rglob("*") if path.is_file())
    names = [name for name in files if name not in ONE_MACHINE_ONLY]
    for name in sorted(names, key=upload_order):
        path = options.dist / name
        s3.put_object(
            Bucket=outputs["ClientBucket"],
            Key=name,
            Body=path.read_bytes(),
            ContentType=media_type(path),
            CacheControl=cache_control(name),
        )
        print(f"uploaded {name}")

    stale = [f"/{name}" for name in sorted(names) if not name.startswith("assets/")]
    boto3.client("cloudfront").create_invalidation(
        DistributionId=outputs["DistributionId"],
        InvalidationBatch={
            "Paths": {"Quantity": len(stale), "Items": stale},
            "CallerReference": str(time.time_ns()),
        },
    )
    print(f"\nSwitchboard is at {outputs['Url']}")


main()
